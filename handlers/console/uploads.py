"""Files that staff bring with a form, kept before the step that uses them."""

from handlers.console.forms import Form
from requests_db.services.actors import Actor
from requests_db.services.files import store_file
from requests_db.store.unit_of_work import UnitOfWork


async def keep_uploads(
    unit: UnitOfWork, form: Form, actor: Actor, *, kind: str, name: str = "files"
) -> tuple[str, ...]:
    """Keep the files put into the field `name` and return their outside names, for the same unit of work.

    Raises:
        Refusal: `file.*`, where one is empty, too large, broken or of a type we do not take.
    """
    kept = [
        await store_file(unit, upload.content, upload.name, kind, uploaded_by=actor.label)
        for upload in form.files(name)
    ]
    return tuple(view.token for view in kept)
