/** What runs inside a Spark task. */
package org.fbnetspark.executor;
