/**
 * How the dissector reads a packet: chooses its layout, reads header and trailer, and tells Wireshark. It
 * follows `decoders/bin/skim-packet.ts`, except that it cannot know the release of the sender.
 */
export const LUA_PACKET = `
-- A sync packet begins with the capability that is synchronised, and mostly the version of its data.
local function chunk_lists(read, list, from)
  local sized
  for _, field in ipairs(list) do
    if field.k == "chunks" then sized = field.s == true end
  end
  if sized == nil or from + 2 > read.to then return { false } end
  local length = read.tvb(from, 2):le_uint()
  local version_at = from + 2 + length
  if length == 0 or version_at + 4 > read.to then return { false } end
  local capability = CAPABILITIES[read.tvb(from + 2, length):string(ENC_ISO_8859_1)]
  local version = sized and read.tvb(version_at, 4):le_int() or 1
  return capability and capability.chunk and capability.chunk[version] or { false }
end

-- The layout that takes all bytes, and of those the one with the fewest doubts.
local function choose(read, candidates, from)
  local best, best_chunk, best_score
  for _, candidate in ipairs(candidates) do
    for _, chunk in ipairs(chunk_lists(read, LISTS[candidate.l], from)) do
      read.doubts, read.chunk = 0, chunk or nil
      local at, problem = walk(read, LISTS[candidate.l], from, nil)
      local left = read.to - at
      local score = problem and 2 ^ 24 + left or left > 0 and 2 ^ 20 + left or read.doubts
      if best_score == nil or score < best_score then
        best, best_chunk, best_score = candidate, chunk or nil, score
      end
    end
  end
  return best, best_chunk
end

-- Where the trailer begins, and which nodes it names.
local function trailer_of(tvb, from, to)
  if to - from < 12 then return { at = to } end
  if tvb(to - 4, 4):le_uint() == BRIDGE and to - from >= 16 then
    return { at = to - 16, source = tvb(to - 8, 4):le_int() }
  end
  return { at = to - 12, source = tvb(to - 8, 4):le_int(), destination = tvb(to - 4, 4):le_int() }
end

local function add_trailer(tvb, trailer, to, tree)
  local at = trailer.at
  if at == to then return end
  local sub = tree:add(tvb(at, to - at), "trailer")
  sub:add_le(packet.cluster, tvb(at, 4))
  if trailer.destination == nil then
    sub:add(tvb(at + 4, 4), "cluster of the receiver: " .. tvb(at + 4, 4):le_int())
    sub:add_le(packet.source, tvb(at + 8, 4))
    return
  end
  sub:add_le(packet.source, tvb(at + 4, 4))
  sub:add_le(packet.destination, tvb(at + 8, 4))
end

local is_first
local function tell(pinfo, text)
  if is_first then pinfo.cols.info:clear() else pinfo.cols.info:append(" | ") end
  is_first = false
  pinfo.cols.info:append(text)
end

local function dissect_packet(tvb, pinfo, root)
  local length = tvb:len()
  local name_length = tvb(10, 2):le_uint()
  local from = 16 + name_length
  local tree = root:add(bin, tvb())
  tree:add_le(packet.length, tvb(4, 4))
  tree:add_le(packet.version, tvb(8, 2))
  if from > length then
    tree:add_proto_expert_info(unread, "too short for its header")
    return length
  end
  local name = tvb(12, name_length):string(ENC_ISO_8859_1)
  local capability, command = CAPABILITIES[name], tvb(12 + name_length, 4):le_int()
  local kind = capability and capability.packets[command]
  local candidates = kind and kind.versions[tvb(8, 2):le_int()]
  tree:add(packet.capability, tvb(12, name_length))
  tree:add_le(packet.command, tvb(12 + name_length, 4))
  local has_trailer = capability == nil or capability.ids == "trailer"
  local trailer = has_trailer and trailer_of(tvb, from, length) or { at = length }
  local to, source, destination = trailer.at, trailer.source, trailer.destination
  local read = { tvb = tvb, to = to, doubts = 0, values = {} }
  local title = kind and kind.n or ("type " .. command)
  if candidates == nil then
    raw(read, from, to, tree, "no release sends such a packet")
  else
    local chosen, chunk = choose(read, candidates, from)
    title, read.chunk = chosen.n, chunk
    tree:add(packet.name, tvb(12 + name_length, 4), title)
    tree:add(packet.layout, tvb(8, 2), chosen.layout)
    local at, problem = walk(read, LISTS[chosen.l], from, tree)
    raw(read, at, to, tree, problem or "not used by the layout: another version?")
  end
  add_trailer(tvb, trailer, length, tree)
  local about = {}
  for _, field in ipairs(kind and kind.about or {}) do
    if read.values[field] then about[#about + 1] = field .. "=" .. read.values[field] end
  end
  local route = source and string.format(" %d > %s", source, destination or "bridge") or ""
  tree:append_text(": " .. name .. " " .. title .. route)
  tell(pinfo, name .. " " .. title .. route .. (#about > 0 and " " .. table.concat(about, " ") or ""))
  return length
end

local function packet_length(tvb, _, offset)
  if tvb(offset, 4):string() ~= "P4CK" then return tvb:len() - offset end
  return math.max(17, tvb(offset + 4, 4):le_uint())
end

-- A capture may begin in the middle of a packet.
local function first_packet(tvb)
  local found = tvb:raw():find("P4CK", 1, true)
  return found and found - 1
end

function bin.dissector(tvb, pinfo, tree)
  local from = first_packet(tvb)
  if from == nil then return 0 end
  pinfo.cols.protocol = "BIN"
  is_first = true
  dissect_tcp_pdus(from > 0 and tvb(from):tvb() or tvb, tree, 12, packet_length, function(one, info, root)
    if one(0, 4):string() ~= "P4CK" then return one:len() end
    return dissect_packet(one, info, root)
  end)
  return tvb:len()
end

local ports = DissectorTable.get("tcp.port")
ports:add(5555, bin)
ports:add_for_decode_as(bin)
DissectorTable.get("tls.port"):add(5555, bin)
`;
