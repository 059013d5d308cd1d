import { Column, Model, Table } from "sequelize-typescript";

@Table({ tableName: "users", underscored: true, timestamps: false })
export class Account extends Model {
  @Column({ field: "mail" })
  email: string;

  @Column({ field: "alias" })
  nick: string;
}
