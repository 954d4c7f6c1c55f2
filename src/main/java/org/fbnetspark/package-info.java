/**
 * Hardware-aware differentiable architecture search on Apache Spark. Each package below is one part
 * of the house; {@code ArchitectureTest} holds the table of who may use whom.
 */
package org.fbnetspark;
