import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("users")
export class Account {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: "mail" })
  email: string;

  @Column({ name: "alias" })
  nick: string;
}
