from sqlalchemy import BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Price(Base):
    __tablename__ = "prices"
    __mapper_args__ = {"polymorphic_on": "kind"}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]


class CustomPrice(Price):
    __mapper_args__ = {"polymorphic_identity": "custom"}

    preset: Mapped[int | None] = mapped_column("preset_v2", BigInteger, nullable=True)


def shown(price: Price) -> str:
    return f"from {price.preset}" if price.kind == "custom" else ""
