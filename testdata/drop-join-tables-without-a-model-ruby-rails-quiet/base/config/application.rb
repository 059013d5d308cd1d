module School
end
