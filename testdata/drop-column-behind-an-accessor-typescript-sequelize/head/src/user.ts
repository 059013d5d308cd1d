import { Column, DataType, Model, Table } from "sequelize-typescript";

@Table({ tableName: "users", underscored: true })
export class User extends Model {
  @Column(DataType.STRING)
  email: string;

  @Column(DataType.STRING)
  get avatarUrl() {
    return "/avatars/" + this.email;
  }
}
