import { Column, DeleteDateColumn, PrimaryGeneratedColumn } from "typeorm";

export abstract class BaseEntity {
  @PrimaryGeneratedColumn()
  id: number;
}

export abstract class SoftDeletable extends BaseEntity {
  @DeleteDateColumn()
  deleted_at: Date | null;
}
