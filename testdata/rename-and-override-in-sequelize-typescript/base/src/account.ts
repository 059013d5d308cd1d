import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class Account extends Model {}

Account.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true },
    email: { type: DataTypes.TEXT },
    label: { type: DataTypes.TEXT, field: "nick" },
    firstName: DataTypes.TEXT,
    nick: { type: DataTypes.TEXT, field: "alias" },
  },
  { sequelize, tableName: "users", underscored: true, timestamps: false },
);
