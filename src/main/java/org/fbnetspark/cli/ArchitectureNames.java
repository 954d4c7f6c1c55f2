package org.fbnetspark.cli;

import java.util.Iterator;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;

/** Names of published networks, for help texts. */
final class ArchitectureNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return ArchitectureCatalog.names().iterator();
  }
}
