DROP TABLE story_reactions;
