package org.fbnetspark.format.latency;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Numbers;

/**
 * A table of text, as programs, spreadsheets and people write them (RFC 4180 and what is usual
 * beside it). Fields are separated by commas, semicolons or tabs, whichever the first line has most
 * of, or by what a line {@code sep=;} before it names. A quoted field may hold separators, line
 * breaks, and quotes written twice. Lines end in a line feed, a carriage return or both. Empty
 * lines, and those that begin with a number sign, are passed over. Text is UTF-8, or UTF-16 with
 * its byte order mark.
 */
final class SeparatedText {

  private static final Pattern NAMED = Pattern.compile("(?i)\"?sep=(.)\"?");
  private static final char BLANK = ' ';
  private static final int MOST_FIELDS = 10_000;
  private static final Map<Character, String> NAMES =
      Map.of(',', "commas", ';', "semicolons", '\t', "tabs", BLANK, "blanks");

  private final String path;
  private final String text;
  private final int start;
  private final int firstLine;
  private final char separator;
  private final List<String> comments = new ArrayList<>();
  private final List<String> met = new ArrayList<>();

  /**
   * The fields of a line, without blanks around them.
   *
   * @param number of the line that it begins with, from 1
   */
  record Line(int number, List<String> fields) {}

  private SeparatedText(byte[] bytes, String path, boolean blanks) throws FormatException {
    this.path = path;
    this.text = decoded(bytes);
    int begin = 0;
    int line = 1;
    int end = lineEnd(begin);
    while (begin < text.length() && passedOver(begin, end)) {
      comments.add(text.substring(begin, end).strip().replaceFirst("^#+\\s*", ""));
      begin = afterBreak(end);
      line++;
      end = lineEnd(begin);
    }
    Matcher named = NAMED.matcher(text.substring(begin, end).strip());
    if (named.matches()) {
      met.add("a line " + named.group());
      separator = named.group(1).charAt(0);
      begin = afterBreak(end);
      line++;
    } else {
      String first = text.substring(begin, end);
      separator = blanks ? separatorOrBlanks(first) : separator(first);
    }
    if (separator != (blanks ? BLANK : ',')) {
      met.add(NAMES.getOrDefault(separator, "'" + separator + "'") + " between fields");
    }
    this.start = begin;
    this.firstLine = line;
  }

  /**
   * The text in these bytes.
   *
   * @param path the file, for messages
   * @param blanks whether fields may be separated by blanks alone
   * @throws FormatException for bytes that are no text
   */
  static SeparatedText of(byte[] bytes, String path, boolean blanks) throws FormatException {
    return new SeparatedText(bytes, path, blanks);
  }

  /** What is not as in a plain file of UTF-8 with the usual separator, in words. */
  List<String> met() {
    return List.copyOf(met);
  }

  /**
   * How its numbers are written.
   *
   * @param ofLine the numbers of a line; the first is of names
   */
  Numbers numbers(Function<Line, List<String>> ofLine) throws FormatException {
    Lines lines = lines();
    boolean commas = false;
    for (Optional<Line> line = lines.next(); line.isPresent() && !commas; line = lines.next()) {
      commas =
          ofLine.apply(line.get()).stream()
              .anyMatch(number -> Numbers.showsDecimalComma(number, separator == ','));
    }
    if (commas) {
      met.add("decimal commas");
    }
    return new Numbers(commas);
  }

  /** Comments above the first line, without their number signs; and empty lines. */
  List<String> comments() {
    return List.copyOf(comments);
  }

  /** The lines from the first. */
  Lines lines() {
    return new Lines();
  }

  /** The line of these fields in a plain file; those that would not be read back are quoted. */
  static String join(List<String> fields) {
    return fields.stream()
        .map(
            field ->
                field.matches("(?s)#.*|.*[,\"\r\n].*")
                    ? '"' + field.replace("\"", "\"\"") + '"'
                    : field)
        .collect(Collectors.joining(","));
  }

  /** Reads on from line to line. Not thread-safe. */
  final class Lines {

    private int at = start;
    private int number = firstLine;

    /**
     * The next line with fields; empty after the last.
     *
     * @throws FormatException where a quote is never closed
     */
    Optional<Line> next() throws FormatException {
      while (at < text.length()) {
        int end = lineEnd(at);
        if (!passedOver(at, end)) {
          int began = number;
          return Optional.of(new Line(began, separator == BLANK ? words(end) : fields()));
        }
        at = afterBreak(end);
        number++;
      }
      return Optional.empty();
    }

    private List<String> words(int end) {
      String line = text.substring(at, end).strip();
      at = afterBreak(end);
      number++;
      return List.of(line.split("\\s+"));
    }

    private List<String> fields() throws FormatException {
      int began = number;
      List<String> fields = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      boolean quoted = false;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        boolean lineBreak = c == '\n' || c == '\r';
        if (lineBreak && !quoted) {
          break;
        }
        if (quoted && c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
          field.append(c);
          at++;
        } else if (c == '"' && (quoted || field.toString().isBlank())) {
          quoted = !quoted;
        } else if (c == separator && !quoted) {
          if (fields.size() == MOST_FIELDS) {
            throw new FormatException(
                path, "line " + began, "has more than " + MOST_FIELDS + " fields");
          }
          fields.add(field.toString().strip());
          field.setLength(0);
        } else {
          field.append(c);
          number += lineBreak && afterBreak(at) == at + 1 ? 1 : 0;
        }
      }
      if (quoted) {
        throw new FormatException(path, "line " + began, "a quote is opened and never closed");
      }
      fields.add(field.toString().strip());
      at = afterBreak(at);
      number++;
      return fields;
    }
  }

  private boolean passedOver(int from, int to) {
    String line = text.substring(from, to).strip();
    return line.isEmpty() || line.startsWith("#");
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private int afterBreak(int end) {
    boolean both =
        end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
    return Math.min(text.length(), end + (both ? 2 : 1));
  }

  private static char separator(String line) {
    String bare = line.replaceAll("\"[^\"]*\"", "");
    char most = ',';
    for (char candidate : new char[] {';', '\t'}) {
      most = count(bare, candidate) > count(bare, most) ? candidate : most;
    }
    return most;
  }

  /** A comma among blanks separates where a blank follows it; else it is in a number. */
  private static char separatorOrBlanks(String line) {
    boolean blanks = line.strip().matches(".*\\s.*");
    boolean commas = line.contains(",") && (!blanks || line.matches(".*,\\s.*"));
    return line.contains(";") ? ';' : commas ? ',' : BLANK;
  }

  private static long count(String line, char separator) {
    return line.chars().filter(c -> c == separator).count();
  }

  private String decoded(byte[] bytes) throws FormatException {
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      mark = 3;
      met.add("a byte order mark");
    } else if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      charset =
          startsWith(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
      mark = 2;
      met.add("UTF-16");
    }
    requireText(bytes, mark, charset);
    String whole = new String(bytes, mark, bytes.length - mark, charset);
    if (whole.indexOf('\0') >= 0) {
      throw new FormatException(
          path, "as a whole", "is no text in UTF-8, for it has zero bytes; save it as UTF-8");
    }
    return whole;
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** A text that is decoded as another is silently another text. */
  private void requireText(byte[] bytes, int mark, Charset charset) throws FormatException {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    CharBuffer out = CharBuffer.allocate(1 << 13);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      result = decoder.decode(in, out, true);
      out.clear();
    }
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        boolean alone = bytes[i] == '\r' && bytes[i + 1] != '\n';
        line += bytes[i] == '\n' || alone ? 1 : 0;
      }
      throw new FormatException(
          path,
          charset == StandardCharsets.UTF_8 ? "line " + line : "as a whole",
          String.format(
              Locale.ROOT,
              "is no text in %s from the byte 0x%02X on; save it as UTF-8",
              charset.name(),
              bytes[in.position()]));
    }
  }
}
