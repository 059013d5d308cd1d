import { QueryTypes } from "sequelize";
import { sequelize } from "../database";

export const titles = () => sequelize.query(`SELECT id, emoji FROM documents`, { type: QueryTypes.SELECT });
