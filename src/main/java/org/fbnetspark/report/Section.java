package org.fbnetspark.report;

import j2html.tags.DomContent;
import java.util.List;

/**
 * A part of a page under its heading.
 *
 * @param id what links name
 * @param heading in a few words
 * @param content from top to bottom
 */
record Section(String id, String heading, List<DomContent> content) {

  Section {
    content = List.copyOf(content);
  }

  Section(String id, String heading, DomContent... content) {
    this(id, heading, List.of(content));
  }
}
