import { Entity, PrimaryKey, Property } from "@mikro-orm/core";

@Entity({ tableName: "users" })
export class Account {
  @PrimaryKey()
  id!: number;

  @Property()
  email?: string;

  @Property({ fieldName: "nick" })
  label?: string;

  @Property()
  firstName?: string;

  @Property({ fieldName: "alias" })
  nick?: string;
}
