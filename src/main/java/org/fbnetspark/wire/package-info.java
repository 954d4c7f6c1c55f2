/** The messages that cross between driver and executors during a search. */
package org.fbnetspark.wire;
