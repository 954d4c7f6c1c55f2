/** The messages that cross between driver and executors. */
package org.fbnetspark.wire;
