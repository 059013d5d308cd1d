import { Controller, Get } from "@nestjs/common";
import { RatingsService } from "./ratings.service";

@Controller("ratings")
export class RatingsController {
  constructor(private readonly service: RatingsService) {}

  @Get()
  async list() {
    const rows = await this.service.all();
    return rows.map(({ id, rating }) => ({ id, rating }));
  }
}
