from typing import Optional

from psycopg.rows import class_row
from pydantic import BaseModel


class Project(BaseModel):
    id: int
    name: str
    outline: Optional[dict] = None
    category: Optional[str] = None

    @classmethod
    async def one(cls, db, project_id: int):
        sql = """
            SELECT p.*, k.title AS category, NULL AS outline
            FROM projects p JOIN kinds k ON k.project_id = p.id
        """
        async with db.cursor(row_factory=class_row(cls)) as cursor:
            await cursor.execute(sql, {"id": project_id})
            return await cursor.fetchone()


class ProjectIn(BaseModel):
    name: str
    odk_token: str


def made(db, data: dict) -> ProjectIn:
    db.execute("SELECT * FROM projects")
    return ProjectIn(**data)
