import { EntitySchema } from "typeorm";

export const TagSchema = new EntitySchema<Tag>({
  name: "Tag",
  tableName: "tags",
  columns: {
    id: { type: Number, primary: true },
    text: { type: String },
  },
});

export interface Tag {
  id: number;
  text: string;
}
