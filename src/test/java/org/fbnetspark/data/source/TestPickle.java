package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Pickles as CIFAR's Python version has them, byte by byte as Python 2 wrote them. */
final class TestPickle {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * Labels and an array of pixels.
   *
   * @param images how many
   * @param labels one for each
   * @param records images as the binary version has them, a label byte before each
   */
  static byte[] batch(int images, byte[] labels, byte[] records) {
    TestPickle pickle = new TestPickle().raw("\u0080\u0002}q\u0001(");
    pickle.text("batch_label").text("training batch 1 of 5").text("labels").raw("]q\u0002(");
    for (byte label : labels) {
      pickle.raw("K").raw((char) label + "");
    }
    pickle
        .raw("e")
        .text("data")
        .raw("cnumpy.core.multiarray\n_reconstruct\nq\u0003cnumpy\nndarray\nq\u0004")
        .raw("K\u0000\u0085q\u0005U\u0001bq\u0006\u0087q\u0007Rq\u0008(K\u0001")
        .raw("K" + (char) images + "M\u0000\u000C\u0086q\u0009cnumpy\ndtype\nq\nU\u0002u1")
        .raw("K\u0000K\u0001\u0087q\u000BRq\u000C(K\u0003U\u0001|NNN")
        .raw("J\u00FF\u00FF\u00FF\u00FFJ\u00FF\u00FF\u00FF\u00FFK\u0000tb\u0089T");
    for (int shift = 0; shift < 32; shift += 8) {
      pickle.bytes.write(images * 3072 >> shift);
    }
    for (int i = 0; i < images; i++) {
      pickle.bytes.write(records, i * 3073 + 1, 3072);
    }
    return pickle.raw("tb").raw("u.").bytes.toByteArray();
  }

  static byte[] names(List<String> names) {
    TestPickle pickle = new TestPickle().raw("\u0080\u0004\u0095\u0000\u0000\u0000\u0000");
    pickle.raw("\u0000\u0000\u0000\u0000}\u0094C\u000Blabel_names\u0094]\u0094(");
    names.forEach(name -> pickle.raw("\u008C" + (char) name.length() + name + "\u0094"));
    return pickle.raw("es.").bytes.toByteArray();
  }

  /** What runs a function where a pickle is run. */
  static byte[] call(String module, String function, String argument) {
    TestPickle pickle = new TestPickle().raw("\u0080\u0002c" + module + "\n" + function + "\n");
    return pickle.text(argument).raw("\u0085R.").bytes.toByteArray();
  }

  private TestPickle text(String text) {
    return raw("U" + (char) text.length() + text);
  }

  private TestPickle raw(String raw) {
    bytes.writeBytes(raw.getBytes(ISO_8859_1));
    return this;
  }
}
