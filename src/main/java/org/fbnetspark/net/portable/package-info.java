/** The supernet on plain ND4J ops, one small op after the other: fallback and oracle. */
package org.fbnetspark.net.portable;
