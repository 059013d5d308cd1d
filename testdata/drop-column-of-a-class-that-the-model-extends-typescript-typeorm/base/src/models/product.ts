import { Entity } from "typeorm";
import { SoftDeletable } from "./base";

@Entity("product")
export class Product extends SoftDeletable {}
