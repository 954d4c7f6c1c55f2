package org.fbnetspark.data.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values from a file of Python's pickle (protocols 2 to 4), read without running anything: dicts,
 * lists, tuples, texts, bytes, whole numbers and NumPy's arrays of bytes. A pickle is a program for
 * a machine with a stack; its instructions that call functions are taken for the three names that
 * make up an array, and every other name and instruction is refused.
 *
 * <p>Dicts become maps, lists and tuples lists, texts and bytes byte arrays, numbers longs, and an
 * array the bytes of its elements.
 */
final class Pickle {

  /** Room for 50,000 images with label and name. */
  private static final int MAX_STEPS = 1 << 20;

  private static final Object MARK = new Object();
  private static final Object NAME = new Object();
  private static final Object NOTHING = new Object();

  /** An array of NumPy, whose state comes after it was made. */
  private static final class Array {
    private byte[] bytes = {};
  }

  private final DataInputStream in;
  private final int maxBytes;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private long taken;

  private Pickle(DataInputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the dict that a file holds.
   *
   * @param maxBytes bound on all texts and arrays together
   * @return values by the names of its keys
   * @throws IOException where anything but the values above is in it
   */
  static Map<String, Object> dict(DataInputStream in, int maxBytes) throws IOException {
    try {
      Map<String, Object> named = new HashMap<>();
      ((Map<?, ?>) new Pickle(in, maxBytes).run())
          .forEach((key, value) -> named.put(text(key), plain(value)));
      return named;
    } catch (RuntimeException e) {
      throw new IOException("is no sound pickle of a dict", e);
    }
  }

  /** A text or the bytes of one. */
  static String text(Object value) {
    return new String((byte[]) value, StandardCharsets.UTF_8);
  }

  private static Object plain(Object value) {
    return value instanceof Array array ? array.bytes : value;
  }

  private Object run() throws IOException {
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      int code = in.readUnsignedByte();
      if (code == '.') {
        return stack.pop();
      }
      step(code);
    }
    throw new IOException("holds more than " + MAX_STEPS + " instructions");
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> in.readByte();
      case 0x95 -> in.readLong();
      case '}' -> stack.push(new HashMap<Object, Object>());
      case ']' -> stack.push(new ArrayList<>());
      case ')' -> stack.push(List.of());
      case '(' -> stack.push(MARK);
      case 'N', 0x88, 0x89 -> stack.push(NOTHING);
      case 'K' -> stack.push((long) in.readUnsignedByte());
      case 'M' -> stack.push((long) Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
      case 'J' -> stack.push((long) Integer.reverseBytes(in.readInt()));
      case 'U', 'C', 0x8C -> stack.push(bytes(in.readUnsignedByte()));
      case 'T', 'X', 'B' -> stack.push(bytes(Integer.reverseBytes(in.readInt())));
      case 'q' -> memo.put(in.readUnsignedByte(), stack.peek());
      case 'r' -> memo.put(Integer.reverseBytes(in.readInt()), stack.peek());
      case 0x94 -> memo.put(memo.size(), stack.peek());
      case 'h' -> stack.push(recalled(in.readUnsignedByte()));
      case 'j' -> stack.push(recalled(Integer.reverseBytes(in.readInt())));
      case 0x85, 0x86, 0x87 -> stack.push(popped(code - 0x84));
      case 't' -> stack.push(sinceMark());
      case 'a' -> append(popped(1));
      case 'e' -> append(sinceMark());
      case 's' -> set(popped(2));
      case 'u' -> set(sinceMark());
      case 'c' -> name(line(), line());
      case 0x93 -> {
        List<Object> names = popped(2);
        name(text(names.get(0)), text(names.get(1)));
      }
      case 'R' -> call();
      case 'b' -> build();
      default -> throw new IOException("holds instruction " + code + ", which is not read");
    }
  }

  private byte[] bytes(int length) throws IOException {
    taken += length;
    if (length < 0 || taken > maxBytes) {
      throw new IOException("holds texts of more than " + maxBytes + " bytes");
    }
    // Grows as it is filled: a forged length takes no memory that the file does not.
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("ends within a text");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
      if (line.length() > 100) {
        throw new IOException("holds a name that is too long");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private void name(String module, String name) throws IOException {
    String full = module.replaceFirst("^numpy\\._?core\\.", "numpy.core.") + "." + name;
    if (!List.of("numpy.core.multiarray._reconstruct", "numpy.ndarray", "numpy.dtype")
        .contains(full)) {
      throw new IOException("calls for " + full.replaceAll("[^ -~]", "?") + ", which is not run");
    }
    stack.push(NAME);
  }

  /** A function and its arguments; all that are known make an array or the type of one. */
  private void call() throws IOException {
    popped(1);
    if (stack.pop() != NAME) {
      throw new IOException("calls what is no name");
    }
    stack.push(new Array());
  }

  /**
   * The state of an array is version, shape, type, order and bytes; that of a type says nothing.
   */
  private void build() {
    List<?> state = (List<?>) stack.pop();
    Array array = (Array) stack.element();
    if (state.size() == 5) {
      array.bytes = (byte[]) state.get(4);
    }
  }

  private Object recalled(int key) throws IOException {
    Object value = memo.get(key);
    if (value == null) {
      throw new IOException("recalls what it has not");
    }
    return value;
  }

  private List<Object> popped(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(0, stack.pop());
    }
    return values;
  }

  private List<Object> sinceMark() {
    Deque<Object> values = new ArrayDeque<>();
    for (Object value = stack.pop(); value != MARK; value = stack.pop()) {
      values.addFirst(value);
    }
    return new ArrayList<>(values);
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> values) {
    ((List<Object>) stack.element()).addAll(values);
  }

  @SuppressWarnings("unchecked")
  private void set(List<Object> pairs) throws IOException {
    Map<Object, Object> map = (Map<Object, Object>) stack.element();
    for (int i = 0; i < pairs.size(); i += 2) {
      if (!(pairs.get(i) instanceof byte[])) {
        throw new IOException("holds a key that is no text");
      }
      map.put(pairs.get(i), pairs.get(i + 1));
    }
  }
}
