import { DataTypes, Model, Sequelize, fn } from "sequelize";

const sequelize = new Sequelize(process.env.DATABASE_URL!);

export class User extends Model {
  get username() {
    return this.get("email");
  }
}

User.init({ email: DataTypes.STRING, settings: DataTypes.JSONB }, { sequelize, tableName: "users" });

export const names = () => User.findAll({ attributes: ["id", [fn("lower", "email"), "username"]] });

export const named = (name: string) => User.findOne({ where: { settings: { username: name } } }).then((user: User) => user.username);
