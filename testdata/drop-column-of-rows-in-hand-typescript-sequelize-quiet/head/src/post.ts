import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class Post extends Model {}

Post.init({ id: DataTypes.BIGINT }, { sequelize, modelName: "Post", tableName: "posts" });
