CREATE TABLE referral (id bigint PRIMARY KEY, further_information text, state text, owner_ref bigint, notes text, summary text);
