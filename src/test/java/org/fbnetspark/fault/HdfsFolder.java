package org.fbnetspark.fault;

import java.io.IOException;
import org.fbnetspark.testing.HadoopCluster;

/**
 * A folder in HDFS.
 *
 * @param hdfs that has it
 * @param name of the folder, below the root
 */
record HdfsFolder(HadoopCluster hdfs, String name) implements Volume {

  @Override
  public String path() {
    return hdfs.uri() + "/" + name;
  }

  @Override
  public void fill() throws IOException {
    hdfs.limit("/" + name);
  }

  @Override
  public void freeze() throws IOException {
    hdfs.enterSafeMode();
  }

  @Override
  public void mend() throws IOException {
    hdfs.leaveSafeMode();
    hdfs.unlimit("/" + name);
  }

  @Override
  public void close() throws IOException {
    mend();
  }
}
