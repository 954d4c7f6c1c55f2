package org.fbnetspark.domain.network;

/** How the results of a node's branches become one. */
public enum Join {
  /** Their sum; all have the node's width. */
  SUM,
  /** One behind the other along the channels; each branch leaves as many channels as enter it. */
  CONCAT,
  /** Their sum under softmaxed weights that are trained with the network's. */
  LEARNED_SUM
}
