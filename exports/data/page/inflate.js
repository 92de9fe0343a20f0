// ---- unpacking: raw DEFLATE (RFC 1951) in base64, read at once and in any browser

const EXTRA = { length: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
  distance: [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13] };
const bases = (extra, first) => extra.map((_, i) => extra.slice(0, i).reduce((sum, bits) => sum + (1 << bits), first));
const BASE = { length: [...bases(EXTRA.length.slice(0, 28), 3), 258], distance: bases(EXTRA.distance, 1) };
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// A table from the next bits to symbol and length of its code (symbol * 16 + length).
const codes = (lengths) => {
  const most = Math.max(1, ...lengths), table = new Uint16Array(1 << most);
  let code = 0;
  for (let bits = 1; bits <= most; bits += 1, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol += 1) {
      if (lengths[symbol] !== bits) continue;
      let turned = 0;
      for (let bit = 0; bit < bits; bit += 1) turned |= ((code >> bit) & 1) << (bits - 1 - bit);
      for (let at = turned; at < table.length; at += 1 << bits) table[at] = symbol * 16 + bits;
      code += 1;
    }
  }
  return { table, most };
};

const inflate = (bytes, size) => {
  const out = new Uint8Array(size);
  let at = 0, end = 0, hold = 0, held = 0;
  const need = (count) => { while (held < count) { hold |= (bytes[at] || 0) << held; at += 1; held += 8; } };
  const bits = (count) => { need(count); const value = hold & ((1 << count) - 1); hold >>>= count; held -= count; return value; };
  const symbol = ({ table, most }) => {
    need(most);
    const found = table[hold & ((1 << most) - 1)];
    hold >>>= found & 15; held -= found & 15;
    return found >> 4;
  };
  const trees = () => {
    const literals = bits(5) + 257, distances = bits(5) + 1, count = bits(4) + 4, small = new Array(19).fill(0), lengths = [];
    for (let i = 0; i < count; i += 1) small[ORDER[i]] = bits(3);
    const tree = codes(small);
    while (lengths.length < literals + distances) {
      const s = symbol(tree);
      if (s < 16) lengths.push(s);
      else {
        const value = s === 16 ? lengths[lengths.length - 1] : 0;
        for (let n = s === 16 ? bits(2) + 3 : s === 17 ? bits(3) + 3 : bits(7) + 11; n > 0; n -= 1) lengths.push(value);
      }
    }
    return [codes(lengths.slice(0, literals)), codes(lengths.slice(literals))];
  };
  for (let last = 0; !last;) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      at -= held >> 3; hold = 0; held = 0;
      const count = bytes[at] | (bytes[at + 1] << 8);
      out.set(bytes.subarray(at + 4, at + 4 + count), end);
      at += 4 + count; end += count;
      continue;
    }
    const fixed = () => [codes(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))), codes(new Array(30).fill(5))];
    const [literal, distance] = kind === 1 ? fixed() : trees();
    for (let s = symbol(literal); s !== 256; s = symbol(literal)) {
      if (end >= size) throw new Error("the packed data are damaged");
      if (s < 256) { out[end] = s; end += 1; continue; }
      const count = BASE.length[s - 257] + bits(EXTRA.length[s - 257]), d = symbol(distance), back = BASE.distance[d] + bits(EXTRA.distance[d]);
      for (let i = 0; i < count; i += 1, end += 1) out[end] = out[end - back];
    }
  }
  return out;
};

const unpack = ([size, text]) => {
  const packed = atob(text), bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  return JSON.parse(new TextDecoder().decode(inflate(bytes, size)));
};
