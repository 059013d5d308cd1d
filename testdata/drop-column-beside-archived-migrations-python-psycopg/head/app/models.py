from typing import Optional, Self, cast

from psycopg.rows import class_row
from pydantic import BaseModel, Field
from sqlalchemy import Column, Integer

from app.database import Base


class Project(BaseModel):
    """A row of projects."""

    id: int
    name: str
    category: Optional[str] = None
    odk_token: str
    shown_at: str = Field(alias="location")
    outline: Optional[dict] = None
    total_tasks: Optional[int] = None

    @classmethod
    async def one(cls, db, project_id: int) -> Self:
        sql = f"""
            SELECT
                p.*,
                ST_AsGeoJSON(p.outline)::jsonb AS outline,
                COUNT(t.id) AS total_tasks
            FROM projects p
            LEFT JOIN tasks t ON t.project_id = p.id
            {"WHERE p.id = %(id)s" if project_id else ""}
            GROUP BY p.id
        """
        async with db.cursor(row_factory=class_row(cls)) as cursor:
            await cursor.execute(sql, {"id": project_id})
            return await cursor.fetchone()


class Task(Base):
    __tablename__ = "tasks"

    id = cast(int, Column(Integer, primary_key=True))
    locked_by = cast(int, Column(Integer))
