import { Column, Model, Table } from "sequelize-typescript";

@Table({ tableName: "users", underscored: true, timestamps: false })
export class Account extends Model {
  @Column
  email: string;

  @Column({ field: "nick" })
  label: string;

  @Column
  firstName: string;

  @Column({ field: "alias" })
  nick: string;
}
