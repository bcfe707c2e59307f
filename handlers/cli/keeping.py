"""Commands that keep the data safe: backup and restore of the embedded database."""

from pathlib import Path
from typing import Annotated

import typer

from handlers.cli.running import fail, settings_or_exit
from handlers.key_file import KEY_FILE
from requests_db.services import keeping

ON_SERVER = "数据库在 PostgreSQL 上：备份请用 pg_dump -Fc，恢复请用 pg_restore。"


def add_keeping_commands(app: typer.Typer) -> None:
    """Add `backup` and `restore` to the command line."""

    @app.command("backup", help="运行中也可做的一致备份（内置数据库）。")
    def backup_command(file: Path) -> None:
        settings = settings_or_exit()
        try:
            size = keeping.backup(settings.database, file)
        except keeping.NotEmbedded:
            fail(ON_SERVER)
        except FileNotFoundError:
            fail("还没有数据库，请先运行 init 或 serve。")
        except keeping.CannotWrite:
            fail(f"无法写入 {file}，请检查文件夹是否存在、是否有权限。")
        typer.echo(f"已备份到 {file}（{size} 字节）。")
        if not settings.secret_keys.get_secret_value():
            typer.echo(f"备份已加密，请另行保管密钥文件 {settings.data_dir / KEY_FILE}，缺少它无法读取。", err=True)

    @app.command("restore", help="恢复备份（内置数据库）；请先停止服务。")
    def restore_command(file: Path, yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False) -> None:
        settings = settings_or_exit()
        if not file.is_file():
            fail(f"没有找到文件 {file}。")
        if not yes and not typer.confirm(f"将以 {file} 代替现有数据，确定吗？"):
            raise typer.Exit(1)
        try:
            kept = keeping.restore(settings.database, file)
        except keeping.NotEmbedded:
            fail(ON_SERVER)
        except keeping.BadBackup:
            fail(f"{file} 不是完好的备份文件，现有数据没有改动。")
        typer.echo("已恢复。" + (f"原数据保留在 {kept}。" if kept else ""))
