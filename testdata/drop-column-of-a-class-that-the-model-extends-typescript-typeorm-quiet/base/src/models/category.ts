import { Column, Entity } from "typeorm";
import { BaseEntity } from "./base";

@Entity("category")
export class Category extends BaseEntity {
  @Column()
  name: string;
}
