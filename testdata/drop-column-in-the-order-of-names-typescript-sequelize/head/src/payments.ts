import { DataTypes, Model, Sequelize } from "sequelize";

const sequelize = new Sequelize(process.env.DATABASE_URL!);

export class PaymentMethod extends Model {}

PaymentMethod.init({ token: DataTypes.STRING }, { sequelize, tableName: "PaymentMethods" });
