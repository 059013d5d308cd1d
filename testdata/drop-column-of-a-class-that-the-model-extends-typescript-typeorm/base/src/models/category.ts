import { Column, Entity } from "typeorm";
import { SoftDeletable } from "./base";

@Entity("category")
export class Category extends SoftDeletable {
  @Column()
  name: string;
}
