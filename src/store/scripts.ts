/**
 * What happens in the store at once, in Lua. All keys are in one slot: `KEYS` are the facts (`epoch`, `start`, `settings`, `at`,
 * `snapshot`, `bytes`), the number of the last entry, the log, and the instances by when they were heard of last.
 */
export const KEY_COUNT = 4

const NOW = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`

const LIVE = (alive: string) => `redis.call('ZRANGEBYSCORE', KEYS[4], now - ${alive}, '+inf')`

/** `ARGV`: date now, settings. When the emulator's clock began, and the settings of the instance that was here first. */
const HELLO = `redis.call('HSETNX', KEYS[1], 'start', ARGV[1])
redis.call('HSETNX', KEYS[1], 'settings', ARGV[2])
return redis.call('HMGET', KEYS[1], 'start', 'settings')`

/**
 * `ARGV`: a new epoch, the number of the last entry that its snapshot knows, and the snapshot: taken where the store has none.
 * The epoch, the number and the snapshot to go on from, and the number of the last entry.
 */
const OPEN = `if redis.call('HEXISTS', KEYS[1], 'epoch') == 0 or redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'at', ARGV[2], 'snapshot', ARGV[3], 'bytes', 0)
  redis.call('DEL', KEYS[3])
  redis.call('SET', KEYS[2], ARGV[2])
end
local facts = redis.call('HMGET', KEYS[1], 'epoch', 'at', 'snapshot')
return { facts[1], facts[2], facts[3], redis.call('GET', KEYS[2]) }`

/**
 * `ARGV`: the epoch, after how many ms an instance counts as gone, the instance that asks, the number of the last entry that it
 * has, how many more it takes at most, and entries to add. The others are told the number of the last one. That number, how many
 * entries and bytes came since the snapshot, the instances that are there, and the entries that the instance lacks, before its own.
 */
const EXCHANGE = `local facts = redis.call('HMGET', KEYS[1], 'epoch', 'at', 'bytes')
local last = tonumber(redis.call('GET', KEYS[2]))
if facts[1] ~= ARGV[1] or not last then return redis.error_reply('EPOCH the store was emptied') end
local bytes, after, most, lacking = tonumber(facts[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), {}
if last > after and most > 0 then
  local found = redis.call('XRANGE', KEYS[3], (after + 1) .. '-0', last .. '-0', 'COUNT', most)
  if #found == 0 or found[1][1] ~= (after + 1) .. '-0' then
    return redis.error_reply('GAP it holds no longer what is to be read')
  end
  for i, entry in ipairs(found) do lacking[i] = entry[2][2] end
end
${NOW}
local members = ${LIVE('ARGV[2]')}
if #ARGV > 5 then
  for i = 6, #ARGV do
    last = last + 1
    redis.call('XADD', KEYS[3], last .. '-0', 'd', ARGV[i])
    bytes = bytes + #ARGV[i]
  end
  redis.call('SET', KEYS[2], last, 'KEEPTTL')
  redis.call('HSET', KEYS[1], 'bytes', bytes)
  for _, member in ipairs(members) do
    if member ~= ARGV[3] then redis.call('PUBLISH', KEYS[4] .. ':' .. member, last) end
  end
end
return { last, last - facts[2], bytes, members, lacking }`

/** `ARGV`: the epoch, the number of the last entry that a snapshot knows, and the snapshot. Entries before the snapshot before go. */
const SAVE = `if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
local before = tonumber(redis.call('HGET', KEYS[1], 'at'))
if before >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'at', ARGV[2], 'snapshot', ARGV[3], 'bytes', 0)
redis.call('XTRIM', KEYS[3], 'MINID', (before + 1) .. '-0')
return 1`

/**
 * `ARGV`: the epoch, after how many ms an instance counts as gone, for how many ms all is kept when none is left, and the
 * instance that is there. The number of the last entry, and all instances that are there.
 */
const BEAT = `if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return redis.error_reply('EPOCH the store was emptied')
end
${NOW}
redis.call('ZADD', KEYS[4], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - ARGV[2] - 1)
for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return { redis.call('GET', KEYS[2]), redis.call('ZRANGE', KEYS[4], 0, -1) }`

export const SCRIPTS = {
  sharedHello: HELLO,
  sharedOpen: OPEN,
  sharedExchange: EXCHANGE,
  sharedSave: SAVE,
  sharedBeat: BEAT,
}
