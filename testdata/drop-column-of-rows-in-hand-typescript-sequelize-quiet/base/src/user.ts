import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class User extends Model {}

User.init({ id: DataTypes.BIGINT, rating: DataTypes.INTEGER }, { sequelize, modelName: "User", tableName: "users" });
