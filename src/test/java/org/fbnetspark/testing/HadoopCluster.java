package org.fbnetspark.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** HDFS with one data node, and YARN with one node if wanted, within this process. */
public final class HadoopCluster implements AutoCloseable {

  /** What containers may take of memory on the one node, together. */
  private static final int NODE_MEGABYTES = 4096;

  private static final int NODE_CORES = 4;

  private final MiniDFSCluster hdfs;
  private final Path directory;
  private Optional<MiniYARNCluster> yarn = Optional.empty();

  private HadoopCluster(MiniDFSCluster hdfs, Path directory) {
    this.hdfs = hdfs;
    this.directory = directory;
  }

  /**
   * Starts HDFS and waits until it can be written.
   *
   * @param directory for blocks, logs and the configuration of clients
   */
  public static HadoopCluster hdfs(Path directory) throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    // Every file of these tests is small, and its blocks are on one node.
    conf.setInt("dfs.replication", 1);
    MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    hdfs.waitActive();
    HadoopCluster cluster = new HadoopCluster(hdfs, directory);
    cluster.writeConfiguration(hdfs.getConfiguration(0));
    return cluster;
  }

  /** Starts HDFS and YARN. */
  public static HadoopCluster yarn(Path directory) throws IOException {
    HadoopCluster cluster = hdfs(directory);
    try {
      cluster.startYarn();
      return cluster;
    } catch (IOException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  private void startYarn() throws IOException {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", uri());
    conf.setInt(YarnConfiguration.NM_PMEM_MB, NODE_MEGABYTES);
    conf.setInt(YarnConfiguration.NM_VCORES, NODE_CORES);
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    // Containers are held to their memory, as clusters hold them.
    conf.setBoolean("yarn.minicluster.control-resource-monitoring", false);
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, true);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setLong(YarnConfiguration.NM_CONTAINER_MON_INTERVAL_MS, 500);
    // Containers are given, begun and found to have ended by heartbeats, of which there are many.
    conf.setLong(YarnConfiguration.RM_NM_HEARTBEAT_INTERVAL_MS, 100);
    // A machine that is nearly full is still good enough for a test.
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    // The folder of a node's containers is below this one.
    System.setProperty("test.build.data", directory.toString());
    MiniYARNCluster cluster = new MiniYARNCluster("yarn", 1, 1, 1);
    yarn = Optional.of(cluster);
    cluster.init(conf);
    cluster.start();
    writeConfiguration(cluster.getConfig());
  }

  private void writeConfiguration(Configuration conf) throws IOException {
    Files.createDirectories(configuration());
    // Each of these is read over the defaults of its own part.
    for (String name : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(configuration().resolve(name))) {
        conf.writeXml(out);
      }
    }
  }

  /** Of HDFS, without a slash at the end. */
  public String uri() {
    return "hdfs://localhost:" + hdfs.getNameNodePort();
  }

  /** The folder that clients are told as {@code HADOOP_CONF_DIR}. */
  public Path configuration() {
    return directory.resolve("hadoop-conf");
  }

  /** Where YARN keeps what containers say. */
  public Path logs() {
    return directory.resolve("yarn");
  }

  /** Takes writing away, as a name node does whose disk is full or whose blocks are missing. */
  public void enterSafeMode() throws IOException {
    hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_ENTER);
  }

  /** Gives writing back. */
  public void leaveSafeMode() throws IOException {
    hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
  }

  /** A folder, made where it is not there, takes no byte more, as one whose quota is used up. */
  public void limit(String folder) throws IOException {
    quota(folder, 1);
  }

  /** Undoes {@link #limit}. */
  public void unlimit(String folder) throws IOException {
    quota(folder, HdfsConstants.QUOTA_RESET);
  }

  private void quota(String folder, long bytes) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    hdfs.getFileSystem().mkdirs(path);
    hdfs.getFileSystem().setQuota(path, HdfsConstants.QUOTA_DONT_SET, bytes);
  }

  @Override
  public void close() {
    yarn.ifPresent(MiniYARNCluster::stop);
    hdfs.shutdown();
  }
}
