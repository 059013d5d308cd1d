import { DataTypes, Model, Sequelize } from "sequelize";

const sequelize = new Sequelize(process.env.DATABASE_URL!);

export class User extends Model {}

User.init({ email: DataTypes.STRING }, { sequelize, tableName: "users" });

export const names = () => User.findAll({ attributes: ["id", "username"] });
