ALTER TABLE referral DROP COLUMN notes, DROP COLUMN summary;
