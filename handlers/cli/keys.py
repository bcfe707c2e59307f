"""Commands for the keys of field encryption: a new one, everything put under it, the old ones retired."""

from dataclasses import asdict

import typer

from handlers.cli.running import AsJson, House, MakeHouse, fail, settings_or_exit, show, with_house
from handlers.key_file import KEY_FILE, RETIRED_FILE, add_key, encryption_keys, given_keys, new_key, retire_keys
from requests_db.services.keeping import KeyUse

GIVEN = "密钥由 SECRET_KEYS 设置。请把下面的新密钥写在最前面、保留旧密钥，重启全部进程后运行 keys rotate：\n{key}"
ADDED = "新密钥已写入 {path}。请重启全部进程，然后运行 keys rotate。"
USE = "最新密钥 {newest} 项，旧密钥 {older} 项，无法打开 {lost} 项；共有 {keys} 把密钥。"
IN_USE = "还有 {older} 项在旧密钥下、{lost} 项无法打开，不能停用旧密钥。请先运行 keys rotate。"
BY_HAND = "已没有内容使用旧密钥。请从 SECRET_KEYS 中删去第一把之外的密钥，再重启全部进程。"
RETIRED = "已停用 {count} 把旧密钥，移到 {path}；它们仍能打开旧备份，请与备份一同保管。"


def keys_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `keys` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("status", help="各密钥下有多少项加密内容。")
    def status(as_json: AsJson = False) -> None:
        use = with_house(make_house, lambda house: house.key_use())
        count = len(encryption_keys(settings_or_exit()))
        show({**asdict(use), "keys": count}, as_json=as_json, text=USE.format(**asdict(use), keys=count))

    @commands.command("new", help="生成新密钥，放在最前面。")
    def add() -> None:
        settings = settings_or_exit()
        if given_keys(settings):
            typer.echo(GIVEN.format(key=new_key()))
            return
        add_key(settings)
        typer.echo(ADDED.format(path=settings.data_dir / KEY_FILE))

    @commands.command("rotate", help="把全部加密内容换到最新密钥下；可在运行中进行，中断后可再运行。")
    def rotate(as_json: AsJson = False) -> None:
        async def work(house: House) -> tuple[int, KeyUse]:
            return await house.rotate_keys(), await house.key_use()

        count, use = with_house(make_house, work)
        text = f"已更换 {count} 项。" + USE.format(**asdict(use), keys=len(encryption_keys(settings_or_exit())))
        show({"resealed": count, **asdict(use)}, as_json=as_json, text=text)

    @commands.command("retire", help="停用旧密钥；还有内容在旧密钥下时拒绝。")
    def retire() -> None:
        use = with_house(make_house, lambda house: house.key_use())
        settings = settings_or_exit()
        if use.older or use.lost:
            fail(IN_USE.format(older=use.older, lost=use.lost))
        if given_keys(settings):
            typer.echo(BY_HAND)
            return
        typer.echo(RETIRED.format(count=retire_keys(settings), path=settings.data_dir / RETIRED_FILE))

    return commands
