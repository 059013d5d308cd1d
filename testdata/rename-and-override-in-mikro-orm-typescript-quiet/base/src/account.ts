import { Entity, PrimaryKey, Property } from "@mikro-orm/core";

@Entity({ tableName: "users" })
export class Account {
  @PrimaryKey()
  id!: number;

  @Property({ fieldName: "mail" })
  email?: string;

  @Property({ fieldName: "alias" })
  nick?: string;
}
