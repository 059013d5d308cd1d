import { Entity, PrimaryKey, Property } from "@mikro-orm/core";

@Entity({ tableName: "user" })
export class User {
  @PrimaryKey()
  id: number;

  @Property({ fieldName: "nickname" })
  label: string;
}
