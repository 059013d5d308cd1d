import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class User extends Model {}

User.init(
  {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    email: { type: DataTypes.TEXT, allowNull: false },
    passwordHash: { type: DataTypes.TEXT, allowNull: false, field: "password_hash" },
  },
  { sequelize, tableName: "users", timestamps: false },
);
