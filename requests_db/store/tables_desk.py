"""What an office and its members of staff arrange for themselves at the desk."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from requests_db.store.base import Base, instant, pk, sealed


class SavedFilterRow(Base):
    """A list with its conditions that somebody keeps under a name (我的筛选)."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(40))
    conditions_sealed: Mapped[sealed] = mapped_column(comment="may hold a name or a number somebody looked for")
    created_at: Mapped[instant]


class OfficeLayoutRow(Base):
    """A Word layout an office prints its letters on in the place of ours (本机关的文书版式)."""

    __tablename__ = "office_layouts"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    name: Mapped[str] = mapped_column(String(60), comment="letter, form, list, or one kind of letter")
    content: Mapped[bytes] = mapped_column(LargeBinary, comment="a Word file with places, no personal data")
    file_name: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[instant]
    uploaded_by: Mapped[str] = mapped_column(String(120))
