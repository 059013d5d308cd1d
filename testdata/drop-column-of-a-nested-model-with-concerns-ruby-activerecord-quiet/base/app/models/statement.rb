class Statement < Account::Entry
end
