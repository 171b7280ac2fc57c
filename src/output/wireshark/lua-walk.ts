/** The dissector's walk over a list of fields, driven by the tables; it follows `decoders/fields/walk.ts`. */
export const LUA_WALK = String.raw`
local bin = Proto("opensips_bin", "OpenSIPS BIN")
local CHUNK_MARKER = 101010101
local BRIDGE = 0xc0000000
local SIZES = { u64 = { 8 }, time = { 4, 8 }, i32 = { 4 }, ip = { 24 }, uuid = { 24 } }

local packet = {
  length = ProtoField.uint32("opensips_bin.packet.length", "length"),
  version = ProtoField.int16("opensips_bin.packet.version", "version"),
  capability = ProtoField.string("opensips_bin.packet.capability", "capability"),
  command = ProtoField.int32("opensips_bin.packet.type", "type"),
  name = ProtoField.string("opensips_bin.packet.name", "name"),
  layout = ProtoField.string("opensips_bin.packet.layout", "layout"),
  cluster = ProtoField.int32("opensips_bin.trailer.cluster", "cluster"),
  source = ProtoField.int32("opensips_bin.trailer.source", "source"),
  destination = ProtoField.int32("opensips_bin.trailer.destination", "destination"),
  rest = ProtoField.bytes("opensips_bin.rest", "rest"),
}
local unread = ProtoExpert.new(
  "opensips_bin.unread", "no known layout reads these bytes", expert.group.MALFORMED, expert.severity.WARN
)

local filters, all = {}, {}
for place, one in ipairs(FILTERS) do
  local path, name, kind, note = "opensips_bin." .. one[1], one[2], one[3], one[4]
  if kind == "absolute_time" then
    filters[place] = ProtoField.absolute_time(path, name, base.UTC, note)
  elseif kind == "string" or kind == "bytes" then
    filters[place] = ProtoField[kind](path, name, base.NONE, note)
  else
    filters[place] = ProtoField[kind](path, name, base.DEC, nil, nil, note)
  end
  all[#all + 1] = filters[place]
end
for _, one in pairs(packet) do all[#all + 1] = one end
bin.fields = all
bin.experts = { unread }

-- A walk returns where it ended, and a problem where that is not the end of the list. Without a tree it only tries.
local walk

local function holds(field, slots)
  local when = field.w
  if when == nil then return true end
  local value = slots[when[2]] or 0
  if when[1] == "there" then return value ~= 0 and value ~= "" end
  return (value == when[3]) == (when[1] == "is")
end

local function is_token(range)
  return range:string(ENC_ISO_8859_1):find("[^\33-\126]") == nil
end

local function text_of(field, range, length)
  if field.k == "u64" then return range:le_uint64() end
  if field.k == "time" then
    return NSTime.new(length == 8 and range:le_int64():tonumber() or range:le_int())
  end
  if field.k == "i32" then return range:le_int() end
  if field.k == "ip" then
    return tostring(range(4, 4):le_uint() == 4 and range(8, 4):ipv4() or range(8, 16):ipv6())
  end
  return range:string(ENC_UTF_8)
end

local function add_string(read, field, at, from, length, tree)
  local whole = read.tvb(at, 2 + length)
  if length == 0 then
    if field.k == "bytes" then return tree:add(whole, field.n .. ": <none>"), "" end
    return tree:add(filters[field.p], whole, ""), ""
  end
  local range = read.tvb(from, length)
  if field.k == "bytes" then return tree:add(filters[field.p], range), "" end
  local value = text_of(field, range, length)
  return tree:add(filters[field.p], whole, value), value
end

local function string_field(read, field, at, slots, slot, tree)
  if at + 2 > read.to then return at, field.n .. ": cut" end
  local length = read.tvb(at, 2):le_uint()
  local from, to = at + 2, at + 2 + length
  if to > read.to then return at, field.n .. ": cut" end
  local sizes = SIZES[field.k]
  if sizes and length ~= sizes[1] and length ~= sizes[2] then return at, field.n .. ": not its size" end
  if (field.lo and length < field.lo) or (field.hi and length > field.hi) then return at, field.n .. ": length" end
  if field.t and length > 0 and not is_token(read.tvb(from, length)) then return at, field.n .. ": no token" end
  slots[slot] = length
  if field.k == "text" and length > 0 then slots[slot] = read.tvb(from, length):string(ENC_UTF_8) end
  if tree then
    local item, value = add_string(read, field, at, from, length, tree)
    if field.v and field.v[value] then item:append_text(" (" .. field.v[value] .. ")") end
    read.values[field.n] = read.values[field.n] or tostring(value)
  end
  return to
end

local function integer(read, field, at, slots, slot, tree)
  if at + 4 > read.to then return at, field.n .. ": cut" end
  local range = read.tvb(at, 4)
  local value = field.k == "i" and range:le_int() or range:le_uint()
  if (field.lo and value < field.lo) or (field.hi and value > field.hi) then return at, field.n .. ": " .. value end
  slots[slot] = value
  if tree then
    local item = tree:add_le(filters[field.p], range)
    if field.d and value > 86400 then item:append_text(" (" .. os.date("!%Y-%m-%d %H:%M:%S UTC", value) .. ")") end
    if field.v and field.v[value] then item:append_text(" (" .. field.v[value] .. ")") end
    read.values[field.n] = read.values[field.n] or tostring(value)
  end
  return at + 4
end

-- What is in it becomes a tree of its own, which is as long as that.
local function within(read, name, at, tree, inner)
  local sub = tree and at < read.to and tree:add(read.tvb(at, read.to - at), name) or nil
  local to, problem = inner(sub)
  if sub then sub:set_len(math.max(0, to - at)) end
  return to, problem
end

local function raw(read, from, to, tree, problem)
  if tree == nil or from >= to then return end
  local item = tree:add(packet.rest, read.tvb(from, to - from))
  if problem then item:add_proto_expert_info(unread, problem) end
end

local function chunk_data(read, from, to, tree)
  local end_of_all = read.to
  if read.chunk == nil then
    read.doubts = read.doubts + 1
    raw(read, from, to, tree, nil)
    return
  end
  read.to = to
  local at, problem = walk(read, LISTS[read.chunk], from, tree)
  read.to = end_of_all
  if problem or at < to then
    read.doubts = read.doubts + 1
    raw(read, at, to, tree, problem or "not used by the layout")
  end
end

local function chunks(read, field, at, tree)
  local count = 0
  while at < read.to do
    local head = field.s and 8 or 4
    if at + head > read.to then return at, field.n .. ": cut" end
    if read.tvb(at + head - 4, 4):le_int() ~= CHUNK_MARKER then return at, field.n .. ": no chunk marker" end
    local name = "chunk[" .. count .. "]"
    count = count + 1
    local problem
    if field.s then
      local size = read.tvb(at, 4):le_int()
      if size < 0 or size > read.to - at - 8 then return at, field.n .. ": chunk size " .. size end
      local from = at + 8
      at = within(read, name, at, tree, function(sub)
        if size > 0 then chunk_data(read, from, from + size, sub) end
        return from + size
      end)
    elseif read.chunk == nil then
      read.doubts = read.doubts + 1
      raw(read, at, read.to, tree, nil)
      at = read.to
    else
      local from = at + 4
      local is_empty = from + 4 <= read.to and read.tvb(from, 4):le_int() == CHUNK_MARKER
      at, problem = within(read, name, at, tree, function(sub)
        if is_empty or from >= read.to then return from end
        return walk(read, LISTS[read.chunk], from, sub)
      end)
      if problem then return at, problem end
    end
  end
  return at
end

local function storage(read, field, from, slots, tree)
  if from == read.to then return from end
  local owner = field.w and slots[field.w[2]]
  for _, one in ipairs(field.o) do
    if owner == nil or owner == one[1] then
      local at, problem = walk(read, LISTS[one[2]], from, nil)
      if problem == nil and at == read.to then
        return within(read, field.n, from, tree, function(sub) return walk(read, LISTS[one[2]], from, sub) end)
      end
    end
  end
  read.doubts = read.doubts + 1
  raw(read, from, read.to, tree, "no layout of a known owner fits")
  return read.to
end

local function value_of(read, field, at, slots, slot, tree)
  if field.k == "i" or field.k == "u" then return integer(read, field, at, slots, slot, tree) end
  if field.k == "group" then
    return within(read, field.n, at, tree, function(sub) return walk(read, LISTS[field.m], at, sub) end)
  end
  if field.k == "chunks" then return chunks(read, field, at, tree) end
  if field.k == "storage" then return storage(read, field, at, slots, tree) end
  return string_field(read, field, at, slots, slot, tree)
end

local function many(read, field, at, slots, slot, tree)
  local how, by = field.r[1], field.r[2]
  local count = how == "times" and by or how == "by" and (tonumber(slots[by]) or 0) or math.huge
  if count < 0 or (count < math.huge and count > read.to - at) then return at, field.n .. ": count " .. count end
  local times = 0
  while times < count and (count < math.huge or at < read.to) do
    local before, problem = at, nil
    at, problem = value_of(read, field, at, slots, slot, tree)
    if problem then return at, problem end
    if at == before and count == math.huge then return at, field.n .. ": does not advance" end
    if times == 0 and field.e and slots[slot] ~= slots[field.e] then return before, field.n .. ": another first one" end
    times = times + 1
  end
  return at
end

walk = function(read, list, at, tree)
  local slots = {}
  for slot, field in ipairs(list) do
    if holds(field, slots) then
      local problem
      local step = field.r and many or value_of
      at, problem = step(read, field, at, slots, slot, tree)
      if problem then return at, problem end
    end
  end
  return at
end
`;
