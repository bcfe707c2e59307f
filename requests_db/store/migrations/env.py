"""Run the migrations on the connection that `store.schema` hands over; nothing else starts them."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
