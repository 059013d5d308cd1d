import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class Post extends Model {}

Post.init({ id: DataTypes.BIGINT, rating: DataTypes.INTEGER }, { sequelize, modelName: "Post", tableName: "posts" });
