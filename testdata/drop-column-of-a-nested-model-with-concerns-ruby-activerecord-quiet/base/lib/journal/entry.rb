module Journal
  class Entry
    def initialize(handle)
      @handle = handle
    end

    def label
      "#{self.handle} #{ran_at}"
    end
  end
end
