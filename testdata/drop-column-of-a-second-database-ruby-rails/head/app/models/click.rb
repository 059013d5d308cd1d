class Click < EventsRecord
end
