import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("users")
export class Account {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  email: string;

  @Column({ name: "nick" })
  label: string;

  @Column()
  firstName: string;

  @Column({ name: "alias" })
  nick: string;
}
