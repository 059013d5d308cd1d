import { Injectable } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import { Post } from "./post.entity";
import { User } from "./user.entity";

@Injectable()
export class RatingsService {
  constructor(@InjectRepository(Post) private readonly rows: Repository<Post>) {}

  all() {
    return this.rows.find();
  }

  async page() {
    const [rows, count] = await this.rows.findAndCount({});
    return { ratings: rows.map((row) => row.rating), count };
  }

  async search(rating?: number) {
    const query = this.rows.createQueryBuilder("row");
    if (rating) query.andWhere("row.rating = :rating", { rating });
    const found = await query.getMany();
    return found.sort((a, b) => a.rating - b.rating);
  }
}

export const score = (row: Pick<Post, "id" | "rating">) => row.id;

export const title = (post: Post, user: Pick<User, "rating">) => post.id;

export type Form = Omit<Post, "rating">;
