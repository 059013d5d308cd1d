ALTER TABLE referral DROP COLUMN further_information, DROP COLUMN state, DROP COLUMN owner_ref;
