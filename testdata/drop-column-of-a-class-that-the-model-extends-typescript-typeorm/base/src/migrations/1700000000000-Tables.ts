import { MigrationInterface, QueryRunner } from "typeorm";

export class Tables1700000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "category" ("id" serial PRIMARY KEY, "name" text NOT NULL, "deleted_at" timestamptz)`);
    await queryRunner.query(`CREATE TABLE "product" ("id" serial PRIMARY KEY, "deleted_at" timestamptz)`);
  }
  public async down(): Promise<void> {}
}
